import { type ChatStorage, defaultStorage } from '@messaging/client';

/**
 * The part of the host page's storage that belongs to the widgets of one server, apart from things of the page and of
 * widgets of other servers.
 * @param signal After it nothing is kept any more, so that what was still on its way does not come back.
 */
export function widgetStorage(server: string, signal?: AbortSignal, storage = defaultStorage()): ChatStorage & { wipe: (userId?: string) => void } {
  const prefix = `messaging-widget ${server} `;
  const keys = () => storage.keys().filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const removeItem = (key: string) => storage.removeItem(prefix + key);
  return {
    getItem: (key) => storage.getItem(prefix + key),
    setItem: (key, value) => {
      if (signal?.aborted !== true) storage.setItem(prefix + key, value);
    },
    removeItem,
    keys,
    onChange: (listener) => storage.onChange?.(({ key, value }) => {
      if (key === null) listener({ key, value });
      else if (key.startsWith(prefix)) listener({ key: key.slice(prefix.length), value });
    }) ?? (() => undefined),
    /** Removes what belongs to a user; everything while nobody knows whose it is. */
    wipe: (userId) => keys().filter((key) => userId === undefined || key.includes(userId) || !isOfUser(key)).forEach(removeItem),
  };
}

/** Keys of one user have an id in them. */
const isOfUser = (key: string): boolean => /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/.test(key);
