/**
 * Watches a counter that grows by one with every change and says when a change was missed. A sync that starts after
 * an event was seen covers everything up to that event.
 */
export class GapDetector {
  #known: number | null = null;
  readonly #ahead = new Set<number>();

  /** Every revision up to this one is known; null before the first sync. */
  get known(): number | null {
    return this.#known;
  }

  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** Notes the revision of an event; true when one before it is missing. */
  see(revision: number): boolean {
    if (this.#known !== null && revision <= this.#known) return this.hasGap;
    this.#ahead.add(revision);
    this.#close();
    return this.hasGap;
  }

  /** Call before a sync; hand the result to `synced` when it has finished. */
  mark(): number {
    return Math.max(0, ...this.#ahead);
  }

  /** `highest` is the highest revision that the sync answered. */
  synced(mark: number, highest: number): void {
    this.#known = Math.max(this.#known ?? 0, mark, highest);
    for (const revision of this.#ahead) if (revision <= this.#known) this.#ahead.delete(revision);
    this.#close();
  }

  #close(): void {
    while (this.#known !== null && this.#ahead.delete(this.#known + 1)) this.#known += 1;
  }
}
