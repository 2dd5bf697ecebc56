// A site's page, into which an extension posts its line.

addEventListener("message", ({ data }) => console.log(data));
