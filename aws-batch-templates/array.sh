#!/bin/bash
# One agent in each child of an array job; it takes tasks from the queue until there are none. See README.md beside this.
#AWS --job-name {{name}}
#AWS --job-queue {{queue}}
#AWS --job-definition {{job_definition}}
#AWS --array-properties size={{size}}
#AWS --timeout attemptDurationSeconds={{seconds}}
#AWS --share-identifier {{share_identifier}}
#AWS {{directive}}

# This runs where the aws command is, not in the container. The lines above are the command's options, split at blanks.
set -f
exec aws batch submit-job $(sed -n 's/^#AWS //p' "$0") --retry-strategy attempts=1 \
  --container-overrides {{overrides}} --output text --query {{answer}}
