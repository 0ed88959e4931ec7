! text pull
! text create
! until 60 kubectl get pod tomcat-test | grep -q 1/1
! wait 5
! text visit
! text delete
! wait 6
