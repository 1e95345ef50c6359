#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#PBS -N muster-apollo-7c1f
#PBS -J 5-6:2
#PBS -r y
#PBS -l select=1:ncpus=1
#PBS -j oe
#PBS -o /scratch/me/logs/

# Load modules or set variables for all tasks here. PBS does not tell a job when it ends, so the agent is told.
exec /shared/muster/agent/1f/bin/muster-agent --campaign apollo --logs '/scratch/it'\''s here'
