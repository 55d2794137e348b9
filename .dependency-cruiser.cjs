/**
 * Imports point down only:
 *
 *   commands   agent   mcp   hooks       ways in, with cli for what they print
 *        \       |      |     /
 *              operations                what can be asked for
 *                  |
 *               client  --- socket ---  supervisor
 *                   \                   /
 *                    protocol (both ends)
 *                      store, os         what lies outside the program
 *                          |
 *                       domain           what is true; pure
 */
const layer = (...names) => `^src/(${names.join('|')})/`;
const WAYS_IN = ['^commands/', layer('cli', 'agent', 'mcp', 'hooks')];
const FRAMEWORKS = 'node_modules/(@oclif|@modelcontextprotocol)/';

const forbid = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });
const builtin = (...names) => `^(node:)?(${names.join('|')})(/promises)?$`;

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'A cycle has no order to be read in.'),
    forbid('no-orphans', { orphan: true, path: '^src/' }, {}, 'Nothing uses this file.'),
    forbid('resolvable', {}, { couldNotResolve: true }, 'This file or package is not there.'),
    forbid(
      'domain-is-pure',
      { path: layer('domain') },
      { pathNot: layer('domain') },
      'domain/ decides; it never touches the machine.',
    ),
    forbid(
      'protocol-is-shared',
      { path: layer('protocol') },
      { pathNot: [layer('protocol', 'domain'), '^package\\.json$'] },
      'What both ends of the socket load is the least there can be.',
    ),
    forbid(
      'os-and-store-at-the-bottom',
      { path: layer('os', 'store') },
      { path: [...WAYS_IN, layer('operations', 'client', 'supervisor', 'protocol'), FRAMEWORKS] },
      'store/ and os/ know nothing of who uses them.',
    ),
    forbid(
      'os-below-store',
      { path: layer('os') },
      { path: layer('store') },
      'store/ may ask os/, not the other way round.',
    ),
    forbid(
      'client-below-operations',
      { path: layer('client') },
      { path: [...WAYS_IN, layer('operations', 'supervisor'), FRAMEWORKS] },
      'client/ and supervisor/ share the protocol, never code paths.',
    ),
    forbid(
      'supervisor-apart',
      { path: layer('supervisor') },
      { path: [...WAYS_IN, layer('operations', 'client'), FRAMEWORKS] },
      'client/ and supervisor/ share the protocol, never code paths.',
    ),
    forbid(
      'operations-below-the-ways-in',
      { path: layer('operations') },
      { path: [...WAYS_IN, layer('supervisor'), FRAMEWORKS] },
      'operations/ serve people, conversations and agents alike.',
    ),
    forbid(
      'ways-in-use-operations',
      { path: layer('cli', 'agent', 'mcp', 'hooks') },
      { path: layer('supervisor') },
      'The supervisor is reached through its socket.',
    ),
    forbid(
      'commands-are-thin',
      { path: '^commands/' },
      {
        path: '^src/|node_modules/',
        pathNot: [
          layer('operations', 'cli', 'domain', 'agent', 'mcp', 'hooks', 'protocol'),
          'node_modules/@oclif/core/',
        ],
      },
      'A command parses, calls one operation and prints.',
    ),
    forbid(
      'commands-know-shapes-only',
      { path: '^commands/' },
      { path: layer('protocol'), dependencyTypesNot: ['type-only'] },
      'A command may name what an operation returns; it sends no request itself.',
    ),
    forbid(
      'processes-only-in-os',
      { path: '^(src|commands)/', pathNot: layer('os') },
      { path: builtin('child_process') },
      'Only os/ starts, signals or inspects processes.',
    ),
    forbid(
      'files-only-in-os-and-store',
      { path: '^(src|commands)/', pathNot: layer('os', 'store') },
      { path: builtin('fs') },
      'Only os/ and store/ touch files.',
    ),
    forbid(
      'drawing-only-in-monit',
      { path: '^(src|commands)/', pathNot: '^src/cli/monit/' },
      { path: ['node_modules/(ink|react|string-width)/', '^src/cli/monit/.*[.]tsx$'] },
      'What draws the live view is a bundle of its own, which no other command loads.',
    ),
    forbid(
      'schemas-only-behind-the-socket',
      { path: '^(src|commands)/', pathNot: layer('supervisor', 'store') },
      { path: 'node_modules/zod/' },
      'Loading zod takes longer than a command may.',
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
