#compdef muster
# zsh completion of muster: eval "$(muster completion zsh)" in ~/.zshrc after compinit, or this text as _muster in a
# folder of $fpath
_muster() {
    local -a found
    found=("${(@f)$(command "${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if (( ${found[(Ie):files]} )); then
        found=("${(@)found:#:files}")
        _files
    fi
    found=("${(@)found:#}")
    (( $#found )) && compadd -- "${found[@]}"
}
if [[ $funcstack[1] == _muster ]]; then _muster "$@"; else compdef _muster muster; fi
