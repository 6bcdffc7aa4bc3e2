; extends

; Where tree-sitter highlights C, annotations at least stand out from other comments; the server's semantic tokens then
; colour what is inside them.
((comment) @frame.annotation
  (#lua-match? @frame.annotation "^/[/*]@")
  (#set! priority 105))
