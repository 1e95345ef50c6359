#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#SBATCH --job-name=muster-apollo-7c1f
#SBATCH --array=5-5
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --output=/scratch/me/logs/%A_%a.out
#SBATCH --open-mode=append
#SBATCH --requeue

# Load modules or set variables for all tasks here. The last line has to be an exec: signals then reach the agent.
exec /shared/muster/agent/1f/bin/muster-agent --campaign apollo --logs '/scratch/it'\''s here'
