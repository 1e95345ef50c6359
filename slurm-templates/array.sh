#!/bin/bash
#SBATCH --job-name={{name}}
#SBATCH --array={{range}}%{{throttle}}
#SBATCH --time={{walltime}}
#SBATCH --cpus-per-task={{cpus}}
#SBATCH --mem={{memory}}
#SBATCH --partition={{partition}}
#SBATCH --account={{account}}
#SBATCH --output={{logs}}/%A_%a.out
#SBATCH --comment={{token}}
#SBATCH {{directive}}
# One agent an element. A directive whose value is not set is left out; {{directive}} stands for each of the site's own.
exec {{agent}} --campaign {{campaign}} --connection {{connection}} --cluster {{cluster}} --logs {{logs}}
