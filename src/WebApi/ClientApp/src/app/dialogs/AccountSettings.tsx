import { useState } from 'react';
import { useChatClient, useChatState } from '@messaging/react';
import { useAnnounce } from '../common/announcer';
import { Avatar } from '../common/Avatar';
import { pictureAddress, refused, required } from '../common/fieldRules';
import { Icon } from '../common/Icon';
import { TextField } from '../common/TextField';
import { useForm } from '../common/useForm';
import { useTexts } from '../i18n';

/** My name and my picture, as others see them. */
export function AccountSettings() {
  const texts = useTexts();
  const announce = useAnnounce();
  const client = useChatClient();
  const me = useChatState((state) => state.me);
  const [isSaved, setIsSaved] = useState(false);
  const form = useForm({
    fields: ['displayName', 'avatarUrl'],
    check: ({ displayName, avatarUrl }) => {
      setIsSaved(false);
      return refused({ displayName: required(displayName.trim()), avatarUrl: pictureAddress(avatarUrl.trim()) });
    },
    send: async ({ displayName, avatarUrl }) => {
      await client.changeProfile({ displayName: displayName.trim(), avatarUrl: avatarUrl.trim() || null });
      setIsSaved(true);
      announce(texts.saved);
    },
    fieldOfCode: {},
  });
  return (
    <section>
      <h3>{texts.account}</h3>
      <div className="profile">
        <Avatar id={me.id} name={me.displayName} url={me.avatarUrl} isMine />
        <p><span className="identity-name" dir="auto">{me.displayName}</span><small className="hint"><bdi>@{me.userName}</bdi></small></p>
      </div>
      <form className="form" noValidate onSubmit={form.onSubmit}>
        <TextField label={texts.displayName} name="displayName" defaultValue={me.displayName} autoComplete="name" required dir="auto" error={form.errorOf('displayName')} />
        <TextField
          label={texts.picture} name="avatarUrl" type="url" inputMode="url" defaultValue={me.avatarUrl ?? ''} placeholder="https://" spellCheck={false} dir="ltr"
          hint={texts.pictureHint} error={form.errorOf('avatarUrl')}
        />
        <p role="alert" className="failure">{form.failure !== '' && <><Icon name="error" /> {form.failure}</>}</p>
        <div className="button-row">
          <button type="submit" className="primary" aria-disabled={form.isBusy}>{texts.save}</button>
          {isSaved && <span className="hint"><Icon name="check" /> {texts.saved}</span>}
        </div>
      </form>
    </section>
  );
}
