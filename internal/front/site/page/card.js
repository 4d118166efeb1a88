// Sends the code to the card API with the member's token, once per press of
// the button. The token is the one that the member's app keeps under
// "access_token"; this page never asks for it.
"use strict";

const form = document.getElementById("use");
const button = form.querySelector("button");
const result = document.getElementById("result");
const key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();

function token() {
  try {
    return sessionStorage.getItem("access_token") || localStorage.getItem("access_token");
  } catch {
    return null;
  }
}

function signedOut() {
  result.textContent = form.dataset.signedOut;
  const link = document.getElementById("sign-in");
  if (link) link.hidden = false;
}

async function use(event) {
  event.preventDefault();
  const bearer = token();
  if (!bearer) return signedOut();
  button.disabled = true;
  result.textContent = form.dataset.working;
  let done = false;
  try {
    const reply = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer " + bearer, "Idempotency-Key": key },
      body: JSON.stringify({ card_code: form.elements.card_code.value }),
      referrerPolicy: "no-referrer",
    });
    if (reply.status === 401) return signedOut();
    const body = await reply.json();
    done = body.status === "success";
    result.textContent = done ? body.data.message : body.message;
  } catch {
    result.textContent = form.dataset.failed;
  } finally {
    button.disabled = done;
  }
}

form.addEventListener("submit", use);
button.disabled = false; // without this script it does nothing
