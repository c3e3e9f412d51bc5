import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** A demo that has nobody in it: it says its lines and waits, for tests of the hosts. Its process id lies beside its folder. */

const dataDir = process.argv[process.argv.indexOf('--data-dir') + 1];
if (dataDir !== undefined) writeFileSync(`${dataDir}.pid`, String(process.pid));

const server = createServer((_request, response) => {
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  console.log(`address: http://127.0.0.1:${port}\npusher app id: 1\npusher key: key\npusher secret: secret`);
  console.log('account: dewi@example.com\npassword: x\nuser id: 7\ntoken: demo-token');
  console.log('account: budi@example.com\npassword: x\nuser id: 8\ntoken: other-token');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
process.on('disconnect', () => process.exit(0));
