import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMacosPlatform } from '../../../src/os/macos/macos-platform.js';
import type { Tools } from '../../../src/os/macos/run-tool.js';

function recorded(name: string): string {
  return readFileSync(new URL(`../../fixtures/macos/${name}`, import.meta.url), 'utf8');
}

const PS = 'ps -ww -o pid= -o ppid= -o lstart= -o stat= -o ucomm=';
const BOOT_ID = '4B8F3C2A-6C0E-4E0B-9C58-0C8A4E9D21F7';

/** A Mac that answers each command line with what was recorded, and counts how often it was asked. */
function fakeMac(answers: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const tools: Tools = {
    runNow: (program, args) => {
      const command = [program, ...args].join(' ');
      asked.push(command);
      return answers[command] ?? '';
    },
    run: async (program, args) => ({
      exitCode: 1,
      stdout: tools.runNow(program, args),
      stderr: '',
    }),
  };
  return { platform: createMacosPlatform(tools), asked };
}

const boot = { 'sysctl -n kern.bootsessionuuid': recorded('sysctl-bootsessionuuid.txt') };

test('the boot is known by its session, asked for once', () => {
  const { platform, asked } = fakeMac(boot);
  expect(platform.currentBootId()).toBe(BOOT_ID);
  expect(platform.currentBootId()).toBe(BOOT_ID);
  expect(asked).toHaveLength(1);
});

test('an older kernel tells when it was booted', () => {
  const { platform } = fakeMac({ 'sysctl -n kern.boottime': recorded('sysctl-boottime.txt') });
  expect(platform.currentBootId()).toBe('booted-1762421999');
});

test('a system that tells neither is an error', () => {
  expect(() => fakeMac({}).platform.currentBootId()).toThrow('boot');
});

test('a process is known by its start in seconds', () => {
  const row = recorded('ps-table.txt').split('\n')[2] ?? '';
  const { platform } = fakeMac({ ...boot, [`${PS} -p 412`]: `${row}\n` });
  const startTicks = Date.UTC(2025, 10, 6, 9, 41, 7) / 1000;
  expect(platform.identifyProcess(412)).toEqual({ pid: 412, startTicks, bootId: BOOT_ID });
});

test('many processes are asked for in one run, zombies and strangers left out', () => {
  const { platform, asked } = fakeMac({
    ...boot,
    [`${PS} -p 1204,1310,7`]: recorded('ps-table.txt').split('\n').slice(3, 5).join('\n'),
  });
  expect([...platform.identifyProcesses([1204, 1310, 7]).keys()]).toEqual([1204]);
  expect(asked.filter((command) => command.startsWith('ps'))).toHaveLength(1);
});

test('a child that has just ended is still known', () => {
  const row = recorded('ps-table.txt').split('\n')[4] ?? '';
  const { platform } = fakeMac({ ...boot, [`${PS} -p 1310`]: `${row}\n` });
  expect(platform.identifyProcess(1310)).toBeUndefined();
  expect(platform.identifyNewChild(1310)?.startTicks).toBe(Date.UTC(2025, 10, 17, 18, 4) / 1000);
});

test.each([0, -1, NaN, 1.5])('nobody is asked about the pid %d', (pid) => {
  const { platform, asked } = fakeMac(boot);
  expect(platform.identifyProcess(pid)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('the table has every process but zombies, under its whole name', () => {
  const { platform } = fakeMac({ [`${PS} -ax`]: recorded('ps-table.txt') });
  expect(platform.listProcesses().map(({ pid, name }) => [pid, name])).toEqual([
    [1, 'launchd'],
    [88, 'logd'],
    [412, 'Google Chrome He'],
    [1204, 'zsh'],
    [1377, 'a) R 1 (b'],
    [2048, 'node'],
    [99998, ''],
  ]);
  expect(platform.listProcesses().at(-1)).toEqual({
    pid: 99998,
    parentPid: 2048,
    processSession: 0,
    startTicks: Date.UTC(2025, 10, 22, 12, 34, 56) / 1000,
    name: '',
  });
});

const commandAnswers = (pids: string) => ({
  [`ps -ww -o pid= -o command= -p ${pids}`]: recorded('ps-commands.txt'),
  [`ps -E -ww -o pid= -o command= -p ${pids}`]: recorded('ps-commands-with-environment.txt'),
});

test('a variable counts only where the environment has it, not the command', () => {
  const { platform } = fakeMac(commandAnswers('501,502,503,504,505'));
  const pids = [501, 502, 503, 504, 505];
  const found = platform.readVariables(pids, ['CLAUDE_SHELL_UID']);
  const values = [...found].map(([pid, variables]) => [pid, variables.get('CLAUDE_SHELL_UID')]);
  expect(values.filter(([pid]) => pid === 501 || pid === 502)).toEqual([
    [501, '7d1c-a2'],
    [502, '7d1c-a2b'],
  ]);
  expect(values.map(([, value]) => value)).not.toContain('told-only');
});

test('variables are read from the environment', () => {
  const { platform } = fakeMac(commandAnswers('502'));
  expect([...(platform.readEnvironment(502) ?? [])]).toEqual([
    ['HOME', '/Users/an'],
    ['PS1', '\\h:\\W \\u\\$'],
    ['CLAUDE_SHELL_UID', '7d1c-a2b'],
    ['PWD', '/Users/an/My Files'],
  ]);
});

test('a process that shows no environment has none to read', () => {
  const { platform } = fakeMac(commandAnswers('504'));
  expect(platform.readEnvironment(504)).toBeUndefined();
});

test('a process that became another program between the two looks is left out', () => {
  const { platform } = fakeMac({
    'ps -ww -o pid= -o command= -p 501': '  501 sh -c exec node\n',
    'ps -E -ww -o pid= -o command= -p 501': '  501 sh -c exec nodejs UID=x\n',
  });
  expect(platform.readVariables([501], ['UID'])).toEqual(new Map());
});

test('a command line is shown on one line', () => {
  const { platform } = fakeMac({
    'ps -ww -o pid= -o command= -p 502': '  502 node \u001b[31mserver.js\n',
  });
  expect(platform.describeProcess(502)).toBe('node  [31mserver.js');
  expect(platform.describeProcess(503)).toBe('pid 503');
});

test('ports are read from lsof, also when it exits 1', async () => {
  const { platform } = fakeMac({
    '/usr/sbin/lsof -nP -iTCP -sTCP:LISTEN -a -p 1204,2048,7 -Fpn': recorded('lsof-listening.txt'),
  });
  expect([...(await platform.listeningPorts([1204, 2048, 7]))]).toEqual([
    [1204, [3000, 8080]],
    [2048, [49152]],
  ]);
  expect(await platform.listeningPorts([])).toEqual(new Map());
});
