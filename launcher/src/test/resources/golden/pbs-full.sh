#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#PBS -N muster-apollo-7c1e
#PBS -J 0-199%50
#PBS -r y
#PBS -l select=1:ncpus=2:mem=1500mb
#PBS -l walltime=01:30:00
#PBS -j oe
#PBS -o /scratch/me/logs/
#PBS -q workq
#PBS -A dp004
#PBS --exclude=node7
#PBS -l place=scatter

# Load modules or set variables for all tasks here. PBS does not tell a job when it ends, so the agent is told.
exec /shared/muster/agent/1f/bin/muster-agent --campaign apollo --logs '/scratch/it'\''s here' --ends "$(($(date +%s) + 5400))"
