! text create
! until 60 kubectl get deploy nginx-test | grep -q 2/2
! text visit
! text delete
! wait 10
! text again
! wait 2
