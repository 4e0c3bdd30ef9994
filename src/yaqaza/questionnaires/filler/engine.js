// The engine of ODK's web forms as a file of its own: large, the same for months, and fetched only where a form is filled in.
export * from "@getodk/xforms-engine";
