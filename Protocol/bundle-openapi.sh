#!/bin/sh
# Writes the server's copy of openapi.yaml. Run it after every change of the file; a test compares them.
set -eu
cd "$(dirname "$0")"
{
  echo '// swift-format-ignore-file'
  echo '// Made by bundle-openapi.sh from openapi.yaml.'
  echo
  echo '/// The bytes of `openapi.yaml`, which travel inside the program.'
  echo 'package enum OpenAPIDocument {'
  echo '  package static let text = ##"""'
  sed 's/^\(.\)/    \1/' openapi.yaml
  echo
  echo '    """##'
  echo '}'
} > ../Server/HTTPServer/OpenAPIDocument.swift
