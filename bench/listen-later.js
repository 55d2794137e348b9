// Listens on a port after some time, as a server does that loads something first.
import { createServer } from 'node:net';

const LOADS_MS = 400;

setTimeout(() => createServer().listen(Number(process.argv[2]), '127.0.0.1'), LOADS_MS);
