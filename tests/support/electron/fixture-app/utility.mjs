import { net } from 'electron';
process.parentPort.on('message', (event) => void handle(event));

async function handle({ data, ports }) {
  switch (data.kind) {
    case 'echo':
      process.parentPort.postMessage({ kind: 'echo', value: data.value });
      return;
    case 'facts':
      process.parentPort.postMessage({
        kind: 'facts',
        type: process.type,
        argv: process.argv.slice(2),
        node: process.versions.node.split('.')[0],
        electron: process.versions.electron,
        send: typeof process.send,
        env: process.env.FIXTURE_UTILITY,
        online: net.isOnline(),
      });
      return;
    case 'fetch':
      try {
        const response = await net.fetch(data.url);
        process.parentPort.postMessage({ kind: 'fetch', status: response.status, text: await response.text() });
      } catch (error) {
        process.parentPort.postMessage({ kind: 'fetch', error: error.message });
      }
      return;
    case 'join':
      ports[0].on('message', (event) => ports[0].postMessage({ kind: 'joined', got: event.data }));
      ports[0].on('close', () => process.parentPort.postMessage({ kind: 'port closed' }));
      ports[0].start();
      return;
    case 'say':
      console.log(data.text);
      return;
    case 'reject':
      void Promise.reject(new Error('nobody listens'));
      process.parentPort.postMessage({ kind: 'still here' });
      return;
    case 'throw':
      setImmediate(() => {
        throw new Error('utility breaks');
      });
      return;
    case 'unclonable':
      try {
        process.parentPort.postMessage({ f: () => 1 });
      } catch (error) {
        process.parentPort.postMessage({ kind: 'refused', message: error.message });
      }
      return;
    case 'exit':
      process.exit(data.code);
  }
}
