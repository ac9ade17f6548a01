import { useEffect, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { repeat } from '@messaging/client';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';

/** Leads admins to the pages of the server that are for them. Others do not see it. */
export function AdminLink() {
  const texts = useTexts();
  const { api } = useChatClient();
  const [isAdmin, setIsAdmin] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    repeat(api.me, { signal: abort.signal }).then(({ admin }) => { if (!abort.signal.aborted) setIsAdmin(admin); }, () => undefined);
    return () => abort.abort();
  }, [api]);
  return isAdmin ? <a href="/hangfire"><Icon name="tools" /><span>{texts.administration}</span></a> : null;
}
