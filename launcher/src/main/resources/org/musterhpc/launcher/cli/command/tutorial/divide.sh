#!/bin/sh
# Stands for a program of yours that takes hours.
sleep 0.2
echo "dividing $1 by $2"
quotient=$(expr "$1" / "$2") || exit 3
echo "{\"quotient\": $quotient}" > "$MUSTER_RESULT"   # what it found out, kept with the task
