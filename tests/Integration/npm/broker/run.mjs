// node run.mjs <scenario> <broker as JSON>: runs one scenario; its exit code tells how it went.
// node run.mjs list: names them.
import { disconnectAll } from './support.mjs';
import * as connection from './connection.mjs';
import * as channels from './channels.mjs';
import * as presence from './presence.mjs';
import * as users from './users.mjs';
import * as http from './http.mjs';
import * as encryption from './encryption.mjs';

const scenarios = { ...connection, ...channels, ...presence, ...users, ...http, ...encryption };
const name = process.argv[2];
if (name === 'list') {
  console.log(Object.keys(scenarios).join('\n'));
  process.exit(0);
}

try {
  await scenarios[name]();
  disconnectAll();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
