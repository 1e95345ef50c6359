# bash completion of muster: eval "$(muster completion bash)" in ~/.bashrc, or this text in
# ~/.local/share/bash-completion/completions/muster
_muster() {
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}") line files=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then files=1; else COMPREPLY+=("$line"); fi
    done < <(command "${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
    fi
}
complete -F _muster muster
