// Pages of links: what staff's pages load, less all that is theirs alone (drafts, outbox, session, words).
import "./focus.js";
import "./print.js";
import "./submit.js";
