import { MessagingWidget } from './MessagingWidget';

// A page that names the script twice has one element all the same.
if (customElements.get('messaging-widget') === undefined) customElements.define('messaging-widget', MessagingWidget);
