#!/bin/sh
# Starts the supervisor again when it dies uncleanly, so that size caps, restart policies and
# schedules hold while nobody is looking. The supervisor starts it, and holds the other end of its
# standard input: "stop" there means a clean end, its closing without that word a death.
#
#   $1 node   $2 the supervisor's program   $3 how many deaths there were in a row   $4… flags for node

main() {
  trap '' HUP INT QUIT TERM
  guard_began=$(date +%s)
  if read -r guard_word && [ "$guard_word" = stop ]; then exit 0; fi

  guard_deaths=$(($3 + 1))
  # One that lived for a while had nothing wrong with it from the start.
  if [ $(($(date +%s) - guard_began)) -ge 60 ]; then guard_deaths=1; fi
  if [ "$guard_deaths" -gt 8 ]; then exit 1; fi
  if [ "$guard_deaths" -gt 1 ]; then wait_unless_stopped $((1 << (guard_deaths - 1))); fi
  trap - HUP INT QUIT TERM
  guard_node=$1 guard_program=$2
  shift 3
  exec "$guard_node" "$@" "$guard_program" --deaths "$guard_deaths" </dev/null
}

# Waits that many seconds; no supervisor is wanted any more once its lock was let go of. Our directory
# is the supervisor's, which is that of the lock.
wait_unless_stopped() {
  guard_left=$1
  while [ "$guard_left" -gt 0 ]; do
    [ -e supervisor.lock ] || exit 0
    sleep 1
    guard_left=$((guard_left - 1))
  done
}

main "$@"
exit
