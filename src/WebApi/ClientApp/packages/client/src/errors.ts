/** RFC 9457 problem details with the extensions of this API. */
export interface Problem {
  title?: string;
  detail?: string;
  status?: number;
  code?: string;
  retryable?: boolean;
  traceId?: string;
  errors?: Record<string, string[]>;
}

/** An answer of the API that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, retryAfterMs: number | null = null) {
    super(problem.detail ?? problem.title ?? (status === 0 ? 'No connection' : `HTTP ${status}`));
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'network' : `http_${status}`);
    this.retryable = problem.retryable ?? (status === 0 || status === 408 || status === 429 || status >= 500);
    this.retryAfterMs = retryAfterMs;
    this.problem = problem;
  }

  /**
   * The server does not take the request and will not take it later as it stands: a status 4xx other than 401, 408,
   * 425 and 429, unless the answer says `retryable: true`. Everything else may pass.
   */
  get isRefusal(): boolean {
    const isFinal = this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
    return isFinal && this.problem.retryable !== true;
  }

  /** The messages of a validation problem, one a line. */
  get details(): string {
    const lines = Object.values(this.problem.errors ?? {}).flat();
    return lines.length > 0 ? lines.join('\n') : this.message;
  }
}

export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, { detail: error instanceof Error ? error.message : String(error) });
}

/** True for the end of a request that the client itself gave up. */
export function isAbort(error: unknown): boolean {
  return (error as { name?: string } | null)?.name === 'AbortError';
}
