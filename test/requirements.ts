/**
 * What this program promises, one id each. A test that shows a promise kept
 * under its fault says so with `verifies(id, …)`; `coverage.test.ts` lets no
 * promise go without a test.
 */
export const requirements = {
  'never-orphaned:start': 'A shell is found again wherever the supervisor died during its start.',
  'never-orphaned:idempotent': 'A start that is asked for twice under one uid starts one shell.',
  'never-lost:output': 'Every byte is in the log, whatever the script does to its descriptors.',
  'never-lost:writer': 'The log goes on after its writer was killed, and the gap is told.',
  'never-lost:exit': 'The exit status is recorded, whoever was dead at that moment.',
  'never-lost:full-disk': 'On a full disk shells live on, and their exit status is recorded.',
  'never-invented': 'Where no exit record can exist, the status is lost, with the reason.',
  'read-once:position': 'A read gives only what is new, across sessions and supervisors.',
  'read-once:killed-reader': 'A reader that is killed before it commits sees the same bytes again.',
  'read-once:concurrent': 'Two readers at once never show the same new bytes.',
  'read-once:characters': 'A read never splits a UTF-8 character.',
  'kill:identity': 'A recycled pid is neither signalled nor reported as running; a zombie is dead.',
  'kill:tree': 'A kill reaches everything a shell started, wherever it went.',
  'kill:survivors': 'What survives a kill is named, not called stopped.',
  'disk:cap': 'A log stays within its cap, also after a supervisor crash, and offsets stay true.',
  'disk:cap-without-holes': 'The cap holds where the file system cannot punch holes.',
  'torn:manifest': 'A damaged manifest is recovered as far as it goes, kept aside, and told of.',
  'torn:newer': 'A manifest of a newer release is left alone with a clear error.',
  'torn:unknown-fields': 'Fields that this release does not know are kept.',
  'torn:journal':
    'A damaged conversation keeps every line that is whole, is one that the API accepts, and the damaged file is kept aside.',
  'torn:append': 'A message that was appended is whole and on the disk, or not there at all.',
  'session:one-writer': 'One conversation has one writer, and a killed one frees it.',
  'private:modes': 'Directories are 0700 and files 0600 from the moment they are made.',
  'private:owner': 'A state directory that is not ours, or that others can write, is refused.',
  'private:links': 'Nothing of ours is written through a symbolic link.',
  'private:ids': 'An id cannot name a path outside the state directory.',
  'private:environment': 'The environment of a shell is not written to disk.',
  'cost:constant': 'A request reads no session but the ones it means.',
  'cost:idle': 'An idle supervisor uses no processor time.',
  'supervisor:one': 'However many start it at once, there is one supervisor.',
  'supervisor:stale':
    'A stale socket, and a lock that names a foreign process, do not keep it from starting.',
  'supervisor:guard':
    'A supervisor that dies uncleanly is started again; one that is stopped is not.',
  'supervisor:handover': 'A newer client replaces the supervisor without touching a shell.',
  'supervisor:garbage': 'Whatever a client sends harms only its own connection.',
  'supervisor:idle-exit': 'It goes away by itself when nothing runs and nobody asks.',
  'reboot:policies':
    'After a restart of the machine shells with a policy run again; the others are lost.',
} as const satisfies Readonly<Record<string, string>>;

export type RequirementId = keyof typeof requirements;
