# check: finish/second command-not-run
! text budget
! text drain
! text impossible
timeout 20 kubectl drain k8snode2 --ignore-daemonsets
