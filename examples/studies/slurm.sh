#!/bin/bash
#SBATCH --job-name=palier
#SBATCH --ntasks=65
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2G
#SBATCH --time=08:00:00
#
# A study on a cluster with SLURM: a scheduler and 64 workers of Dask, and palier that gives them runs.
#
#     sbatch slurm.sh STUDY.yaml DIR
#
# If the time is not enough, submit it again: it goes on where it was. palier[cluster] must be installed, in the same
# version, for all nodes; activate its environment here.

set -eu
study=$1
out=$2
host=$(hostname)  # where other nodes cannot find it by that name: $(hostname -f), or the address of their network
port=$((20000 + SLURM_JOB_ID % 20000))  # of its own for each job
scheduler=tcp://$host:$port
export OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1  # a run uses one core

dask scheduler --port "$port" --no-dashboard &
trap 'kill $(jobs -p) || true' EXIT
until (: > "/dev/tcp/$host/$port") 2> /dev/null; do
    kill -0 %1  # ends the job if the scheduler has ended
    sleep 1
done
srun --ntasks=$((SLURM_NTASKS - 1)) \
    dask worker "$scheduler" --nthreads 1 --memory-limit "${SLURM_MEM_PER_CPU:-2000}MB" --no-dashboard \
    --death-timeout 60 --local-directory "${TMPDIR:-/tmp}" &
trap 'kill %2; wait %2 || true; kill %1' EXIT  # the workers first, as they take leave of the scheduler

if [ -e "$out/study.json" ]; then
    palier study "$out" --resume --cluster "$scheduler"
else
    palier study "$study" --out "$out" --cluster "$scheduler"
fi
