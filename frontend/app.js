/** What the browser starts on every page. All of it is an enhancement: each page reads and posts without it. */
import "./shared/confirm.js";
import "./shared/preview.js";
import "./shared/once.js";
import "./shared/length.js";
import "./shared/keep.js";
import "./shared/copy.js";
import "./shared/menu.js";
import "./shared/times.js";
import "./forum/reach.js";
import "./forum/similar.js";
import "./writing/draft.js";
import "./writing/quote.js";
import "./writing/mention.js";
import "./writing/files.js";
import "./messaging/forget.js";
import "./passkey.js";
