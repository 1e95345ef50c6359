#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#SBATCH --job-name={{name}}
#SBATCH --array={{array}}
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{cpus}}
#SBATCH --mem={{memory}}
#SBATCH --time={{walltime}}
#SBATCH --output={{logs}}/%A_%a.out
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@{{warning}}
#SBATCH --partition={{partition}}
#SBATCH --account={{account}}
#SBATCH --qos={{qos}}
#SBATCH --reservation={{reservation}}
#SBATCH --constraint={{constraint}}
#SBATCH --exclude={{exclude}}
#SBATCH --gres={{gres}}
#SBATCH --mail-type={{mail_type}}
#SBATCH --mail-user={{mail_user}}
#SBATCH {{directive}}

# Load modules or set variables for all tasks here. The last line has to be an exec: signals then reach the agent.
exec {{command}}{{#seconds}} --ends "$(($(date +%s) + {{seconds}}))"{{/seconds}}
