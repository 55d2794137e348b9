#!/bin/sh
# One per run of a shell. Leader of a process session of its own; outlives whoever started it.
#
#   $1  where its records go: SPOOL/UID, each with its kind as the ending
#   $2  the log that the output is added to
#
# From the environment, none of it passed on to the command:
#   SHIM_INTERPRETER, SHIM_COMMAND, SHIM_UMASK, SHIM_PATH (unset: the command has no PATH),
#   SHIM_ODD_1… (NAME=VALUE of variables whose names sh cannot keep),
#   SHIM_STDIN (a FIFO to read from; unset: /dev/null), SHIM_TTY (set: in a terminal, by script(1))
#   CLAUDE_SHELL_SHIM marks the processes of this shim, the writer included.
#
# Records:
#   started  pid, start ticks, pid of the shim, its start ticks; before the command is executed
#   exited   $? of the command; SPOOL/UID.pending was made beforehand, so it fits on a full disk
#   drained  the end of the output: nothing holds the pipe any more
#   stalled  the writer died or met a full disk, and was started again
#
# Every variable is called shim_…: one that the command's environment has too would reach it changed.

# A function, so that sh has read all of it before anything can replace this file.
main() {
  shim_record=$1 shim_log=$2
  umask 077
  survive
  start_ticks $$
  shim_identity="$$ $shim_ticks"
  {
    survive
    # Foreground, never `&`: a list that is not waited for ignores SIGINT for good. The notes of this
    # shell ("Terminated") go nowhere; the command's output is redirected inside its own subshell,
    # since dash writes such a note while a redirection of its line holds.
    hold_input
    (launch) <"${SHIM_STDIN:-/dev/null}"
    printf '%s ' "$?" 1<>"$shim_record.pending"
    release_input
    mv -f "$shim_record.pending" "$shim_record.exited"
  } 3>&1 1>/dev/null 2>/dev/null | write_log
  : >"$shim_record.drained"
}

# A handler, not '': the command gets the default back, where '' would be inherited for good.
survive() { trap : HUP INT QUIT TERM; }

# Sets $shim_pid and $shim_ticks to the pid of process $1 and the time when it started (fields 1 and
# 22 of proc_pid_stat(5)). Without /proc the time is 0, and the pid what it was.
start_ticks() {
  shim_ticks=0
  { IFS= read -r shim_stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  shim_pid=${shim_stat%% *}
  set -f
  set -- ${shim_stat##*)}
  set +f
  shim_ticks=${20}
}

# Keeps the writing end of the FIFO open, so that the command reads on after each writer has gone.
# Ending this process is the end of the input. It must not hold the pipe to the writer (fd 3).
hold_input() {
  shim_holder=
  [ -z "${SHIM_STDIN-}" ] && return
  tail -f /dev/null >"$SHIM_STDIN" 3>&- &
  shim_holder=$!
}
release_input() { [ -z "$shim_holder" ] || kill "$shim_holder"; }

# Copies the pipe to the end of the log until nothing holds the pipe. A pipe, because a script that
# opens /dev/stderr anew would empty a file. While the writer is away the command merely waits.
write_log() {
  trap '' HUP INT QUIT TERM # cat inherits it: only the end of the pipe ends the writer
  until cat >>"$shim_log"; do
    # Without its directory no log can ever be written again; the command need not suffer for it.
    [ -d "${shim_log%/*}" ] || exec cat >/dev/null
    : >"$shim_record.stalled"
    sleep 1
  done 2>/dev/null
}

# What the command's own subshell does before it becomes the interpreter. It is a fork of this sh,
# not another one: that takes half the time. Its pid is not $$ but the one that /proc/self tells, or
# that a child of it is told. Its traps are back at their defaults, and so reach the interpreter.
launch() {
  start_ticks self
  [ "$shim_ticks" != 0 ] || shim_pid=$(exec sh -c 'echo $PPID')
  # One write: whoever looks sees all of it or an empty file, and looks again when it is written.
  printf '%s %s %s\n' "$shim_pid" "$shim_ticks" "$shim_identity" >"$shim_record.started" || exit 111
  exec 1>&3 2>&3 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  set --
  shim_i=1
  while eval "[ -n \"\${SHIM_ODD_$shim_i+set}\" ]"; do
    eval "set -- \"\$@\" \"\$SHIM_ODD_$shim_i\"; unset SHIM_ODD_$shim_i"
    shim_i=$((shim_i + 1))
  done
  if [ $# -gt 0 ]; then set -- "$(command -v env)" "$@"; fi
  if [ -n "${SHIM_TTY+set}" ]; then
    shim_run="stty cols 120 rows 40; shim_i=\$SHIM_INTERPRETER; shim_c=\$SHIM_COMMAND; SHELL=\$SHIM_SHELL"
    shim_run="$shim_run; unset SHIM_INTERPRETER SHIM_COMMAND SHIM_SHELL; exec \"\$shim_i\" -c \"\$shim_c\""
    SHIM_SHELL=${SHELL-/bin/sh} SHELL=/bin/sh
    export SHIM_SHELL SHELL
    if script --version >/dev/null 2>&1; then
      set -- "$@" script -qefc "$shim_run" /dev/null
    else
      set -- "$@" script -qe /dev/null /bin/sh -c "$shim_run"
    fi
  else
    set -- "$@" "$SHIM_INTERPRETER" -c "$SHIM_COMMAND"
  fi
  umask "$SHIM_UMASK"
  if [ -n "${SHIM_PATH+set}" ]; then PATH=$SHIM_PATH; else unset PATH; fi
  [ -n "${SHIM_TTY+set}" ] || unset SHIM_INTERPRETER SHIM_COMMAND
  unset SHIM_PATH SHIM_UMASK SHIM_STDIN SHIM_TTY CLAUDE_SHELL_SHIM
  exec "$@"
}

main "$@"
exit
