// The token of now: logging in again in another tab changes it, so the one in an old form may be stale.
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrf(?:token)?=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin", redirect: "manual" });
}
