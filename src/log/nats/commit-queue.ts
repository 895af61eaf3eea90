// The commits of all sessions of this process on their way to the server. A lone one goes out at once; few go out side by
// side; many go out as one atomic batch, which costs some fsyncs whatever its size (group commit). A session has one
// commit under way at a time, and gets its next turn behind those that wait.
import { batchNews } from '../news.ts';
import type { Wire } from './api.ts';
import { Deadlines } from './deadlines.ts';
import { PartsTrial } from './parts-trial.ts';
import type { Answer, Message } from './publish.ts';
import { PublishCosts } from './publish-costs.ts';
import { PublishTogether } from './publish-together.ts';
import { NotSent, QueuedCommit, type SendOptions } from './queued-commit.ts';

/** The most bytes in the bodies of one batch: those that wait behind it should not wait long. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** How many of this process are under way: one that the server stores, and one that is on its way to it. */
const MAX_BATCHES = 2;
/** A batch is tried against the estimates from this many on. */
const MIN_TRIED = 4;
/** How much the newest measurement counts of how long callers take to send their next commits. */
const NEW_SHARE = 0.2;

export class CommitQueue {
  readonly #wire: Wire;
  readonly #costs = new PublishCosts();
  readonly #trial = new PartsTrial();
  readonly #together: PublishTogether;
  readonly #deadlines: Deadlines;
  readonly #waiting = new Set<QueuedCommit>();
  /** Of each session with a commit under way or in the queue, those behind it. */
  readonly #behind = new Map<string, QueuedCommit[]>();
  #plains = 0;
  #batches = 0;
  /** Commits in the batches under way. */
  #inBatches = 0;
  #isFlushDue = false;
  #isWatching = false;
  /** Whether the callers of a batch, which have their answers now, are about to send more. */
  #expectsMore = false;
  #batchEndedMs = 0;
  /** How long this process takes for each next commit of those callers, in milliseconds. */
  #nextCommitMs = 0;
  /** How many commits are waiting and under way at a time. */
  #atOnce = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#deadlines = new Deadlines(wire.clock);
    this.#together = new PublishTogether(wire, this.#costs);
  }

  /** @throws NoAnswer, NotSent, LOG_UNREACHABLE once closed */
  send(message: Message, options: SendOptions): Promise<Answer> {
    const entry = new QueuedCommit(message, options);
    const behind = this.#behind.get(message.subject);
    if (behind === undefined) {
      this.#behind.set(message.subject, []);
      this.#take(entry);
    } else {
      behind.push(entry);
      entry.wait(this.#deadlines, () => behind.splice(behind.indexOf(entry), 1));
    }
    return entry.answered;
  }

  #take(entry: QueuedCommit): void {
    if (entry.options.isAlone) return void this.#sendPlain(entry);
    const mayGoAtOnce = this.#batches === 0 && this.#waiting.size === 0 && !this.#expectsMore;
    if (mayGoAtOnce && !this.#isBatchBetter(this.#plains + 1)) return void this.#sendPlain(entry);
    this.#waiting.add(entry);
    entry.wait(this.#deadlines, () => {
      this.#waiting.delete(entry);
      this.#next(entry);
    });
    this.#watchConnection();
    if (this.#batches < MAX_BATCHES && this.#waiting.size >= this.#partSize() && !this.#costs.isPlainDue)
      this.#sendBatch();
    else this.#flushSoon();
  }

  /** Once all that is ready now had its turn, so that commits of one moment go out together. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#wire.clock.soon(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#expectsMore && this.#waiting.size > 1) {
      const ms = (this.#wire.clock.nowMs() - this.#batchEndedMs) / this.#waiting.size;
      this.#nextCommitMs += NEW_SHARE * (ms - this.#nextCommitMs);
    }
    this.#expectsMore = false;
    while (this.#waiting.size > 0) {
      const n = this.#waiting.size;
      if (this.#batches > 0) {
        // The callers of one part take a little more or less than half.
        if (this.#batches === MAX_BATCHES || n < this.#partSize() / 2 || this.#costs.isPlainDue) return;
        this.#sendBatch();
      } else if (!this.#isBatchBetter(n + this.#plains)) {
        for (const entry of this.#waiting) this.#leaveAndSend(entry);
      } else if (this.#costs.isPlainDue) {
        // Some are measured side by side, with nothing beside them.
        if (this.#plains > 0) return;
        for (const entry of [...this.#waiting].slice(0, this.#costs.batchFrom)) this.#leaveAndSend(entry);
        return;
      } else if (this.#plains === 0 || n >= this.#costs.batchFrom) {
        this.#sendBatch();
      } else {
        return; // until those side by side have their answers; then all go out together
      }
    }
  }

  #isBatchBetter(n: number): boolean {
    if (this.#together.maxBatch < 2) return false;
    return n >= this.#costs.batchFrom || (this.#costs.isBatchDue && n >= MIN_TRIED);
  }

  /**
   * From how many commits on a batch goes out while another is under way. In two parts the server stores one while this
   * process prepares the other; that pays off where preparing all of them, which otherwise nothing overlaps, takes longer
   * than the fixed cost of a second batch, and where trying it shows so.
   */
  #partSize(): number {
    const preparingMs = this.#atOnce * this.#nextCommitMs;
    if (preparingMs <= this.#costs.batchFixedMs || this.#trial.parts === 1) return Number.POSITIVE_INFINITY;
    return Math.max(this.#costs.batchFrom, Math.ceil(this.#atOnce / 2));
  }

  #leaveAndSend(entry: QueuedCommit): void {
    this.#waiting.delete(entry);
    void this.#sendPlain(entry);
  }

  async #sendPlain(entry: QueuedCommit): Promise<void> {
    entry.leave();
    this.#plains += 1;
    this.#costs.plainSent(this.#wire.clock.nowMs());
    if (this.#batches > 0) this.#costs.batchSent();
    if (await this.#together.publishAlone(entry)) this.#costs.plainAnswered(this.#wire.clock.nowMs());
    else this.#costs.plainLost();
    this.#plains -= 1;
    this.#next(entry);
    if (this.#waiting.size > 0) this.#flushSoon();
  }

  /** Sends the longest waiting, as many as fit. */
  #sendBatch(): void {
    const entries: QueuedCommit[] = [];
    let bytes = 0;
    for (const entry of this.#waiting) {
      bytes += entry.message.body.length;
      if (entries.length > 0 && (bytes > MAX_BATCH_BYTES || entries.length === this.#together.maxBatch)) break;
      this.#waiting.delete(entry);
      entry.leave();
      entries.push(entry);
    }
    this.#atOnce = this.#waiting.size + entries.length + this.#inBatches + this.#plains;
    void this.#runBatch(entries);
  }

  async #runBatch(entries: readonly QueuedCommit[]): Promise<void> {
    const beginMs = this.#wire.clock.nowMs();
    this.#batches += 1;
    this.#inBatches += entries.length;
    this.#costs.batchSent();
    const isAnswered = await this.#together.publish(entries);
    const nowMs = this.#wire.clock.nowMs();
    batchNews.tell({ commits: entries.length, ms: nowMs - beginMs });
    if (isAnswered) this.#trial.batchAnswered(entries.length, this.#atOnce, nowMs);
    if (isAnswered && entries.length > 1)
      this.#costs.batchTook(entries.length, nowMs - Math.max(beginMs, this.#batchEndedMs));
    this.#batches -= 1;
    this.#inBatches -= entries.length;
    this.#batchEndedMs = nowMs;
    this.#expectsMore = true;
    for (const entry of entries) this.#next(entry);
    this.#flushSoon();
  }

  /** The session of a commit that is done takes its next turn. */
  #next({ message: { subject } }: QueuedCommit): void {
    const next = this.#behind.get(subject)?.shift();
    if (next === undefined) this.#behind.delete(subject);
    else this.#take(next);
  }

  #watchConnection(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#wire.onLost(() => {
      this.#isWatching = false;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const entry of waiting) {
        entry.fail(new NotSent('the connection was lost'));
        this.#next(entry);
      }
    });
  }
}
