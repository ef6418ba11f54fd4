/** A server that trains in a worker thread and answers meanwhile: POST starts, GET /?x=1 predicts, DELETE cancels. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { createServer } from 'node:http'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { adam, andThen, Datasets, dense, javascript, learner, meanSquaredError, packParams, predict } from 'pullback'
import { Randoms, tanh, tensor, toArray, trajectory, unpackParams, until } from 'pullback'

const network = pipe(dense(1, 32), andThen(tanh()), andThen(dense(32, 1)))

/** The worker: posts the parameters of every tenth epoch. Their buffer changes its thread, so nothing is copied. */
const work = (cancelled: Int32Array) => {
  const sine = evaluate(Randoms.seed(1))(Datasets.sine(512, 0.05))
  const student = learner(network, meanSquaredError(), adam(0.005))
  const states = trajectory(student, sine, { engine: javascript, stride: 160, from: 1 })
  const isCancelled = () => Atomics.load(cancelled, 0) === 1
  for (const { params, epoch } of pipe(states, until(isCancelled))) {
    const numbers = packParams(params)
    parentPort?.postMessage({ numbers, epoch }, [numbers.buffer])
  }
}

/** The main thread: holds the latest parameters, and the shared flag that cancels the training. */
const serve = async () => {
  const cancelled = new Int32Array(new SharedArrayBuffer(4))
  let [params, epochs] = [evaluate(Randoms.seed(1))(network.init), 0]
  let ended = Promise.resolve()
  const start = () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: cancelled })
    worker.on('message', (message: { readonly numbers: Float64Array; readonly epoch: number }) => {
      params = unpackParams(network)(message.numbers)
      epochs = message.epoch
    })
    ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  }
  const server = createServer(({ method, url = '' }, response) => {
    if (method === 'POST') start()
    if (method === 'DELETE') Atomics.store(cancelled, 0, 1)
    const x = Number(new URL(url, 'http://localhost').searchParams.get('x'))
    const [y = NaN] = toArray(predict(network, params)(tensor([[x]])))
    response.end(`${y} ${epochs}`)
  }).listen(0)
  const address = server.address()
  const url = `http://localhost:${typeof address === 'object' ? address?.port : ''}/?x=1.5`
  const ask = async (method: string): Promise<readonly number[]> =>
    (await (await fetch(url, { method })).text()).split(' ').map(Number)

  // A client: asks until a hundred epochs are done.
  await ask('POST')
  let [answers, sine, reached] = [0, 0, 0]
  for (; reached < 100; answers++) [sine = NaN, reached = NaN] = await ask('GET')
  await ask('DELETE')
  await ended
  server.close()
  console.log(`${answers} answers during ${reached} epochs`) // → … answers during … epochs
  console.log(`within 0.1 of the sine: ${Math.abs(sine - Math.sin(1.5)) < 0.1}`) // → within 0.1 of the sine: true
}

if (isMainThread) await serve()
else if (workerData instanceof Int32Array) work(workerData)
