#!/bin/bash
#PBS -N {{name}}
#PBS -J {{range}}%{{throttle}}
#PBS -l walltime={{walltime}}
#PBS -l select=1:ncpus={{cpus}}:mem={{memory}}
#PBS -q {{partition}}
#PBS -A {{account}}
#PBS -j oe
#PBS -o {{logs}}
#PBS {{directive}}
# One agent an element. A directive whose value is not set is left out; {{directive}} stands for each of the site's own.
exec {{agent}} --campaign {{campaign}} --connection {{connection}} --cluster {{cluster}} --logs {{logs}}
