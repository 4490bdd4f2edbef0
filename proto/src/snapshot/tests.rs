mod headers;
mod parts;
mod prefixes;
