#!/bin/bash
# One agent in each element of an array; it takes tasks from the queue until there are none. See README.md beside this.
#PBS -N {{name}}
#PBS -J {{array}}
#PBS -r y
#PBS -l select={{select}}
#PBS -l walltime={{walltime}}
#PBS -j oe
#PBS -o {{logs}}/
#PBS -q {{queue}}
#PBS -A {{account}}
#PBS -P {{project}}
#PBS -m {{mail}}
#PBS -M {{mail_user}}
#PBS {{directive}}

# Load modules or set variables for all tasks here. PBS does not tell a job when it ends, so the agent is told.
exec {{command}}{{#seconds}} --ends "$(($(date +%s) + {{seconds}}))"{{/seconds}}
