# check: delete/gone object-never-deleted
kubectl create deployment tomcat-test --image=tomcat
! wait 20
kubectl delete pods -l app=tomcat-test
