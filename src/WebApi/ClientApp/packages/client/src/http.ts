import type { ChatSession } from './chatSession';
import { ApiError, isAbort } from './errors';

export interface RequestOptions {
  body?: unknown;
  /** Sent as a form instead of `body`. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Lets the request outlive the page (leaving, closing the tab). */
  keepalive?: boolean;
  timeoutMs?: number;
  /** A failure says nothing about the API: the client can do without, as it can without push. */
  optional?: boolean;
}

export interface Answer<T> {
  status: number;
  data: T;
  etag: string | null;
  /** The server's clock, to the second. */
  date?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** The whole address of a path of the API; without a base it is that of the page. */
export function addressAt(baseUrl: string, path: string): string {
  return /^https?:/.test(path) ? path : baseUrl.replace(/\/+$/, '') + path;
}

/** One request without a session. Anything but 2xx and 304 is thrown as `ApiError`. */
export async function send<T>(method: string, url: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      keepalive: options.keepalive ?? false,
      headers: {
        Accept: 'application/json',
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      // A form sets its own content type.
      body: options.form ? new URLSearchParams(options.form) : options.body === undefined ? null : JSON.stringify(options.body),
    });
  } catch (error) {
    return onBroken(error);
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  const data = await readJson(response).catch(onBroken);
  if (!response.ok && response.status !== 304) {
    throw new ApiError(response.status, data ?? {}, retryAfter(response));
  }
  return { status: response.status, data: data as T, etag: response.headers.get('ETag'), ...(Number.isNaN(date) ? {} : { date }) };
}

/** Requests of the signed-in user: adds the token, renews it before its end and once after a 401. */
export class HttpClient {
  readonly #session: ChatSession;
  readonly #baseUrl: string;
  readonly #onFailure: (error: ApiError) => void;
  readonly #onSuccess: () => void;
  #clockSkew = 0;

  /**
   * @param onFailure Hears of every answer that is not a success, and of requests without an answer (status 0), but for optional requests.
   * @param onSuccess Hears of every other answer.
   * @param baseUrl The origin of the API; empty for that of the page.
   */
  constructor(session: ChatSession, onFailure: (error: ApiError) => void, onSuccess: () => void = () => undefined, baseUrl = '') {
    this.#baseUrl = baseUrl;
    this.#session = session;
    this.#onFailure = onFailure;
    this.#onSuccess = onSuccess;
  }

  /** The server's clock less ours in milliseconds, to the second, from the last answer. */
  get clockSkew(): number {
    return this.#clockSkew;
  }

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    try {
      const answer = await this.#request<T>(method, path, options);
      this.#onSuccess();
      return answer;
    } catch (error) {
      if (error instanceof ApiError && options.optional !== true) this.#onFailure(error);
      throw error;
    }
  }

  async #request<T>(method: string, path: string, options: RequestOptions): Promise<Answer<T>> {
    if (this.#session.isStale) await this.#session.renew(this.#session.accessToken);
    const token = this.#session.accessToken;
    try {
      return await this.#send<T>(method, path, options, token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (await this.#session.renew(token, true)) return this.#send<T>(method, path, options, this.#session.accessToken);
      throw error;
    }
  }

  async #send<T>(method: string, path: string, options: RequestOptions, token: string | null): Promise<Answer<T>> {
    const authorization: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    const answer = await send<T>(method, addressAt(this.#baseUrl, path), { ...options, headers: { ...authorization, ...options.headers } });
    if (answer.date !== undefined) this.#clockSkew = answer.date - Date.now();
    return answer;
  }
}

/** The connection broke, before or within the answer. */
function onBroken(error: unknown): never {
  if (isAbort(error)) throw error;
  throw new ApiError(0, { detail: error instanceof Error ? error.message : 'No connection' });
}

/** A success that is not JSON does not come from the API but from something on the way, such as a sign-in page of a network. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    if ((response.headers.get('Content-Type') ?? '').includes('json')) return JSON.parse(text) as unknown;
  } catch {
    // Cut off on the way.
  }
  if (response.ok) throw new Error('The answer is not from the API');
  return null;
}

/** Both forms of the header: seconds, or a date. */
function retryAfter(response: Response): number | null {
  const value = response.headers.get('Retry-After');
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
