// Where nobody has set a zone, a new campaign keeps the hours of whoever makes it.
"use strict";

const field = document.querySelector("input[data-unset]"), own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if ([...field.list.options].some((one) => one.value === own)) {
  field.value = own;
  for (const beside of document.querySelectorAll("form legend .zone")) beside.textContent = own;
}
