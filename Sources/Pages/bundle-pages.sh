#!/bin/sh
# Writes BundledPages.swift from the templates, the style sheet and the script. Run it after every change of them; a
# test compares. Indentation is for those who write templates: it is left out, because what a partial stands behind
# would be put before each line of it, also within a text that people edit.
set -eu
cd "$(dirname "$0")"
text() {
  printf '##"""\n'
  sed 's/^ *//' "$1"
  printf '\n"""##'
}
{
  echo '// swift-format-ignore-file'
  echo '// Made by bundle-pages.sh from the templates, style.css and keys.js.'
  echo
  echo '/// The templates by name, which travel inside the program.'
  echo 'package let bundledTemplates: [(name: String, text: String)] = ['
  for template in Templates/*.mustache; do
    printf '("%s", ' "$(basename "$template" .mustache)"
    text "$template"
    echo '),'
  done
  echo ']'
  echo
  echo '/// The style sheet.'
  printf 'package let bundledStyle = '
  text style.css
  echo
  echo
  echo '/// The script; everything works without it.'
  printf 'package let bundledScript = '
  text keys.js
  echo
} > BundledPages.swift
