#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#SBATCH --job-name=muster-apollo-7c1e
#SBATCH --array=0-199%50
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=1500M
#SBATCH --time=01:30:00
#SBATCH --output=/scratch/me/logs/%A_%a.out
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@60
#SBATCH --partition=short
#SBATCH --account=dp004
#SBATCH --exclude=node7
#SBATCH -l place=scatter

# Load modules or set variables for all tasks here. The last line has to be an exec: signals then reach the agent.
exec /shared/muster/agent/1f/bin/muster-agent --campaign apollo --logs '/scratch/it'\''s here' --ends "$(($(date +%s) + 5400))"
