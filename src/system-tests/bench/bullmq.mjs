// BullMQ beside Muster: adds jobs that do nothing in bulk, then works them off in this process.
// node bullmq.mjs PORT PASSWORD JOBS CONCURRENCY (0: only adds) prints {"push_s":…,"work_s":…,"done":…}
import { Queue, Worker } from 'bullmq';

const AT_ONCE = 1000;
const [port, password, jobs, concurrency] = process.argv.slice(2);
const connection = {
  host: '127.0.0.1',
  port: Number(port),
  password: password || undefined,
  maxRetriesPerRequest: null,
};
const count = Number(jobs);
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

const queue = new Queue('peer', { connection });
await queue.obliterate({ force: true });
let from = process.hrtime.bigint();
for (let first = 0; first < count; first += AT_ONCE) {
  const some = [];
  for (let n = first; n < Math.min(count, first + AT_ONCE); n++) some.push({ name: 'noop', data: { n } });
  await queue.addBulk(some);
}
const pushed = seconds(from);

let done = 0;
let worked = 0;
if (Number(concurrency) > 0) {
  from = process.hrtime.bigint();
  await new Promise((resolve, reject) => {
    const worker = new Worker('peer', async () => {}, { connection, concurrency: Number(concurrency) });
    worker.on('error', reject);
    worker.on('completed', async () => {
      done += 1;
      if (done === count) {
        worked = seconds(from);
        await worker.close();
        resolve();
      }
    });
  });
}
await queue.obliterate({ force: true });
await queue.close();
console.log(JSON.stringify({ push_s: pushed, work_s: worked, done }));
