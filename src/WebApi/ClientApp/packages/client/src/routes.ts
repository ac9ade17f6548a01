import type { paths } from './openapi';

/** Types that read an endpoint's parameters, body and answer out of the OpenAPI document. */

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that have the method. */
export type Route<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];

type Operation<M extends Method, P extends Route<M>> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : null;
type Parameters<O, K extends 'path' | 'query'> = O extends { parameters: Partial<Record<K, infer V>> } ? NonNullable<V> : never;
type Nullable<T> = { [K in keyof T]?: T[K] | null | undefined };

/** The body of the answer; null where the document has none (204, 304). */
export type Reply<M extends Method, P extends Route<M>> =
  Operation<M, P> extends { responses: infer R } ? { [S in keyof R & (200 | 201 | 204 | 304)]: Json<R[S]> }[keyof R & (200 | 201 | 204 | 304)] : never;

export type Body<M extends Method, P extends Route<M>> =
  Operation<M, P> extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** The input of the endpoint. Query values that are null or absent are left out. */
export type Input<M extends Method, P extends Route<M>> =
  & ([Parameters<Operation<M, P>, 'path'>] extends [never] ? unknown : { path: Parameters<Operation<M, P>, 'path'> })
  & ([Parameters<Operation<M, P>, 'query'>] extends [never] ? unknown : { query?: Nullable<Parameters<Operation<M, P>, 'query'>> })
  & ([Body<M, P>] extends [never] ? unknown : { body: Body<M, P> });

interface Values {
  path?: object;
  query?: object;
}

/** The address of an endpoint with its parameters filled in. */
export function addressOf(route: string, { path = {}, query = {} }: Values): string {
  const values = new Map(Object.entries(path) as [string, string][]);
  const address = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, string | number | null | undefined][]) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? address : `${address}?${search}`;
}
