"""The command line: commands and flags, values, help, completion, errors, kubeconfig."""
