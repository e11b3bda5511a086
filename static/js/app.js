// Loads the behaviours. Each is hooked by data-* attributes, and every page works without them.
import { csrfToken } from "./csrf.js";
import "./drafts.js";
import "./focus.js";
import "./board.js";
import "./came.js";
import "./folds.js";
import "./leave.js";
import "./lix.js";
import "./names.js";
import "./netbar.js";
import "./offline.js";
import "./print.js";
import "./session.js";
import "./submit.js";
import "./words.js";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = csrfToken();
});
