import { expect, test } from 'vitest';
import { parseSocketLink, parseTcpTable } from '../../../src/os/linux/parse-tcp-table.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1590 1 00000000003490d7 100 0 0 10 0                      
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1600 1 0000000000000000 20 4 30 10 -1                     
1042: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 20931 1 0000000000000000 100 0 0 10 0                     
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0
`;

test('only listening sockets count', () => {
  expect([...parseTcpTable(TCP)]).toEqual([
    ['1590', 2024],
    ['20931', 8080],
  ]);
});

test('IPv6 addresses have the same columns', () => {
  expect([...parseTcpTable(TCP6)]).toEqual([['77', 3000]]);
});

test('a table with nothing but its heading is empty', () => {
  expect(parseTcpTable(TCP.split('\n')[0] ?? '').size).toBe(0);
});

test.each([
  { target: 'socket:[20931]', inode: '20931' },
  { target: 'pipe:[20931]', inode: undefined },
  { target: '/tmp/socket:[1]', inode: undefined },
  { target: 'anon_inode:[eventpoll]', inode: undefined },
])('the link $target names the socket $inode', ({ target, inode }) => {
  expect(parseSocketLink(target)).toBe(inode);
});
