#!/bin/bash
# One agent in each child of an array job; it takes tasks from the queue until there are none. See README.md beside this.
#AWS --job-name muster-apollo-7c1f

# This runs where the aws command is, not in the container. The lines above are the command's options, split at blanks.
set -f
exec aws batch submit-job $(sed -n 's/^#AWS //p' "$0") --retry-strategy attempts=1 \
  --container-overrides '{"command":["sh","-c","umask 077\nc=${MUSTER_CONNECTION:-}\nunset MUSTER_CONNECTION\n[ -n \"$c\" ] || { echo \"MUSTER_CONNECTION is empty: name it under secrets of the job definition\" >&2; exit 78; }\nmkdir -p /tmp/muster/logs && printf \"%s\" \"$c\" > /tmp/muster/connection.json || exit 73\nunset c\nexec \"$@\" --allocation \"$AWS_BATCH_JOB_ID\"","sh","/shared/muster/agent/1f/bin/muster-agent","--campaign","apollo","--logs","/scratch/it'\''s here"],"resourceRequirements":[{"type":"VCPU","value":"1"}]}' --output text --query jobId
