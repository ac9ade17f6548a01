import type { GetToken } from '@messaging/client';

/** The statuses by which the host page says that nobody is signed in there. */
const signedOut = [204, 401, 403];

/** Tokens as the text of an address of the host page, which knows its user by the cookies that go with the request. */
export function tokenFrom(url: string): GetToken {
  return async () => {
    const response = await fetch(url, { mode: 'same-origin', credentials: 'same-origin', cache: 'no-store', redirect: 'error' });
    if (signedOut.includes(response.status)) return null;
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return (await response.text()).trim() || null;
  };
}
