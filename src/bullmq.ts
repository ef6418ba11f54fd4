/** `pullback/bullmq`: a pool of workers on other machines, by BullMQ on Redis. Requires Node, `bullmq` and `ioredis`. */
export { type Address } from './distributed/bullmq/address.js'
export { type BullmqPool, bullmqPool, type BullmqSettings } from './distributed/bullmq/pool.js'
export { type BullmqWorker, bullmqWorker, type BullmqWorkerSettings } from './distributed/bullmq/worker.js'
