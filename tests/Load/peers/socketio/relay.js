const flushMilliseconds = 50;
const flushRows = 500;
const sweepMilliseconds = 1_000;
const waitingSeconds = 5;

/**
 * Emits what was committed and deletes its outbox rows in batches. The table stays the truth: rows
 * whose process ended, or whose commit was not confirmed, are read back from it and emitted.
 */
export class Relay {
  #io;
  #database;
  /** Rows that were emitted and are not deleted yet. */
  #delivered = new Set();
  #isBusy = false;

  constructor(io, database) {
    this.#io = io;
    this.#database = database;
  }

  start() {
    setInterval(() => this.#flush(), flushMilliseconds);
    setInterval(() => this.#sweep(), sweepMilliseconds);
  }

  deliver(outboxId, message) {
    this.#io.to(message.conversationId).emit('message', message);
    this.#delivered.add(outboxId);
    if (this.#delivered.size >= flushRows) this.#flush();
  }

  #flush() {
    if (this.#delivered.size === 0) return;
    return this.#alone(async () => {
      const ids = [...this.#delivered];
      await this.#database.deleteDelivered(ids);
      for (const id of ids) this.#delivered.delete(id);
    });
  }

  #sweep() {
    return this.#alone(async () => {
      for (const { id, payload } of await this.#database.findWaiting(waitingSeconds)) {
        if (!this.#delivered.has(id)) this.deliver(id, payload);
      }
    });
  }

  /** One at a time: a row that is deleted while the sweep reads it would be emitted twice. */
  async #alone(work) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await work();
    } catch (error) {
      console.error('The outbox is read again later.', error);
    } finally {
      this.#isBusy = false;
    }
  }
}
